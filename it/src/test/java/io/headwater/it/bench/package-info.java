/** Benchmarks: real processes under load, beside a stock redis-server; each prints its figures as Markdown. Run by {@code it/bench}. May use every room. */
@org.jspecify.annotations.NullMarked
package io.headwater.it.bench;
