/** Object stores behind one small interface. Knows files, and nothing of logs. */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.store;
