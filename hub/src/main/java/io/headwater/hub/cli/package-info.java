/** The command line: the only room that knows picocli. Commands parse, check and fill an options record; roles do the work. */
@org.jspecify.annotations.NullMarked
package io.headwater.hub.cli;
