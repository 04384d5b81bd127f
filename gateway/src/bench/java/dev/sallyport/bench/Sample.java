// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.bench;

/**
 * What one target did in one round.
 *
 * @param perSecond requests answered by the closed loop
 * @param cpuMicros of the target's JVM per request of the closed loop
 * @param allocatedBytes by the target's JVM per request of the closed loop
 * @param p50Micros at the constant rate
 * @param p99Micros at the constant rate
 */
record Sample(double perSecond, double cpuMicros, double allocatedBytes, double p50Micros, double p99Micros) {}
