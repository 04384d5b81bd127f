// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

import dev.sallyport.filters.activity.ActivityBuffer;
import dev.sallyport.filters.activity.ActivityFlusher;
import dev.sallyport.filters.activity.ActivityRecorder;
import dev.sallyport.filters.activity.ActivitySettings;
import dev.sallyport.filters.activity.ActivityStats;
import dev.sallyport.filters.activity.ActivityStore;
import dev.sallyport.filters.activity.CallRecords;
import dev.sallyport.filters.activity.RecordRate;
import dev.sallyport.filters.activity.ReplayMark;
import dev.sallyport.filters.activity.Sample;
import dev.sallyport.gateway.settings.SallyportSettings;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

/** What is kept of calls, and how it gets from their path into the store. */
@Configuration(proxyBeanMethods = false)
public class RecordingConfiguration {

    @Bean
    ActivityStats activityStats() {
        return new ActivityStats();
    }

    @Bean
    ActivityBuffer activityBuffer(SallyportSettings settings, ActivityStats stats) {
        return new ActivityBuffer(settings.activity().buffer(), stats);
    }

    @Bean
    ReplayMark replayMark() {
        return new ReplayMark(UnblockingRandom.start());
    }

    /** Closed after calls have ended, and before the store, which it needs to the last. */
    @Bean
    ActivityFlusher activityFlusher(
            ActivityBuffer buffer,
            ReplayMark replays,
            ActivityStore store,
            ActivityStats stats,
            SallyportSettings settings) {
        return ActivityFlusher.start(
                buffer,
                replays,
                store,
                stats,
                settings.activity().flushInterval(),
                Schedulers.newSingle("activity", true));
    }

    @Bean
    CallRecords callRecords(SallyportSettings settings, ActivityBuffer buffer, ActivityStats stats, Clock clock) {
        ActivitySettings activity = settings.activity();
        if (!activity.enabled()) {
            return CallRecords.OFF;
        }
        Sample sample =
                new Sample(activity.sample(), () -> ThreadLocalRandom.current().nextLong());
        RecordRate rate = new RecordRate(activity.maxRate(), System.nanoTime());
        return new ActivityRecorder(buffer, sample, rate, stats, clock, System::nanoTime);
    }
}
