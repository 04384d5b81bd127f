// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.upstream;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Resolves names within a deadline and fails where the dial guard refuses an answer. */
final class VettedResolverGroup extends AddressResolverGroup<InetSocketAddress> {

    private final AddressResolverGroup<InetSocketAddress> names;
    private final DialGuard guard;
    private final Duration timeout;

    VettedResolverGroup(AddressResolverGroup<InetSocketAddress> names, DialGuard guard, Duration timeout) {
        this.names = names;
        this.guard = guard;
        this.timeout = timeout;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new VettedResolver(executor, names.getResolver(executor));
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }

    private final class VettedResolver extends AbstractAddressResolver<InetSocketAddress> {

        private final AddressResolver<InetSocketAddress> delegate;

        VettedResolver(EventExecutor executor, AddressResolver<InetSocketAddress> delegate) {
            super(executor, InetSocketAddress.class);
            this.delegate = delegate;
        }

        @Override
        protected boolean doIsResolved(InetSocketAddress address) {
            return !address.isUnresolved();
        }

        @Override
        protected void doResolve(InetSocketAddress name, Promise<InetSocketAddress> promise) {
            Promise<List<InetSocketAddress>> all = executor().newPromise();
            all.addListener((FutureListener<List<InetSocketAddress>>) done -> {
                if (done.isSuccess()) {
                    promise.trySuccess(done.getNow().getFirst());
                } else {
                    promise.tryFailure(done.cause());
                }
            });
            doResolveAll(name, all);
        }

        @Override
        protected void doResolveAll(InetSocketAddress name, Promise<List<InetSocketAddress>> promise) {
            Future<List<InetSocketAddress>> lookup = delegate.resolveAll(name);
            if (lookup.isDone()) {
                settle(name, lookup, promise);
                return;
            }
            Future<?> deadline = executor()
                    .schedule(
                            () -> promise.tryFailure(
                                    new UnknownHostException("lookup of " + name.getHostString() + " timed out")),
                            timeout.toMillis(),
                            TimeUnit.MILLISECONDS);
            lookup.addListener((FutureListener<List<InetSocketAddress>>) done -> {
                deadline.cancel(false);
                settle(name, done, promise);
            });
        }

        private void settle(
                InetSocketAddress name,
                Future<List<InetSocketAddress>> lookup,
                Promise<List<InetSocketAddress>> promise) {
            if (!lookup.isSuccess()) {
                promise.tryFailure(lookup.cause());
                return;
            }
            try {
                promise.trySuccess(guard.vet(name.getHostString(), lookup.getNow()));
            } catch (RuntimeException refused) {
                promise.tryFailure(refused);
            }
        }

        @Override
        public void close() {
            delegate.close();
        }
    }
}
