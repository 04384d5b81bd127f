// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench.target;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a JVM has used since it started.
 *
 * @param cpuNanos of all its threads, the compiler's and the collector's included
 * @param allocatedBytes on the heap, by all Java threads
 * @param collections of the heap
 * @param directBytes held now outside the heap in NIO buffers
 * @param residentBytes held now in memory, everything included
 */
public record Usage(long cpuNanos, long allocatedBytes, long collections, long directBytes, long residentBytes) {

    static Usage ofThisJvm() throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return new Usage(
                system.getProcessCpuTime(),
                threads.getTotalThreadAllocatedBytes(),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .filter(pool -> pool.getName().equals("direct"))
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                residentBytesOfThisJvm());
    }

    /** Zero where there is no /proc. */
    private static long residentBytesOfThisJvm() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
    }

    String toText() {
        return cpuNanos + " " + allocatedBytes + " " + collections + " " + directBytes + " " + residentBytes;
    }

    static Usage ofText(String text) {
        long[] values = Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
        if (values.length != 5) {
            throw new IllegalStateException("usage: " + text + " (expected: five numbers)");
        }
        return new Usage(values[0], values[1], values[2], values[3], values[4]);
    }
}
