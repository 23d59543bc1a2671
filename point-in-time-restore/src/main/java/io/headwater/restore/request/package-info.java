/** What a user asks for: the point, the keys, what is left out, the destination, the rule for expiries. Pure values without a way of their own to do it. */
@org.jspecify.annotations.NullMarked
package io.headwater.restore.request;
