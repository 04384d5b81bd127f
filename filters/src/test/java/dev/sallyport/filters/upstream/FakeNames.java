// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Names whose answers a test decides, lookup by lookup. */
final class FakeNames extends AddressResolverGroup<InetSocketAddress> {

    private final IntFunction<List<String>> answers;
    private final AtomicInteger lookups = new AtomicInteger();

    /** @param answers from the number of the lookup, from 0, to addresses; null never answers, none is NXDOMAIN */
    FakeNames(IntFunction<List<String>> answers) {
        this.answers = answers;
    }

    static FakeNames always(String... addresses) {
        return new FakeNames(lookup -> List.of(addresses));
    }

    int lookups() {
        return lookups.get();
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String name, Promise<InetAddress> promise) {
                throw new UnsupportedOperationException("resolveAll is what is used");
            }

            @Override
            protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
                List<String> answer = answers.apply(lookups.getAndIncrement());
                if (answer == null) {
                    return;
                }
                if (answer.isEmpty()) {
                    promise.setFailure(new UnknownHostException(name));
                    return;
                }
                promise.setSuccess(answer.stream().map(FakeNames::address).toList());
            }
        }.asAddressResolver();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
