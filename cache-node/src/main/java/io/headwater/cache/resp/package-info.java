/** The RESP server over Netty. May use commands and all below. */
@org.jspecify.annotations.NullMarked
package io.headwater.cache.resp;
