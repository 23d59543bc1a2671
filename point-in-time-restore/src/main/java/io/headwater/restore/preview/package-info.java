/** What a restore would change, without writing anything. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.preview;
