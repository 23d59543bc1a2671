package io.headwater.cache.command;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** Whether scripts may take more of the heap: judged by what the last collections could not free. */
final class ScriptMemory {
    private static final double MOST = 0.85;
    private static final List<MemoryPoolMXBean> POOLS =
            ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).toList();

    private ScriptMemory() {}

    static boolean isLeft() {
        long used = 0;
        for (MemoryPoolMXBean pool : POOLS) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            if (afterCollection != null) used += afterCollection.getUsed();
        }
        return used < Runtime.getRuntime().maxMemory() * MOST;
    }
}
