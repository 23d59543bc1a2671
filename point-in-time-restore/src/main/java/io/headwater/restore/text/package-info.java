/** How restores speak: times, JSON, progress on a console. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.text;
