// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.blackbox;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * What callers see of several replicas is what they see of one: tests of the wire once more, by the balancer's address. Classes about
 * one replica's own counts, or about requests that a balancer refuses itself, are not among them; single tests of that
 * kind are overridden, so that they are none here.
 */
@Tag(Balanced.TAG)
class BehindBalancerIT {

    @Nested
    class Injection extends InjectionIT {
        Injection(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Signing extends SigningIT {
        Signing(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Redirects extends RedirectIT {
        Redirects(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Streaming extends StreamingIT {
        Streaming(SharedGateway.Running shared) {
            super(shared);
        }

        /** nginx answers those who speak HTTP/1.0 by itself, and ends a body of unknown length in good order. */
        @Override
        void anHttp10CallerSeesTruncationAsAReset() {}
    }

    @Nested
    class Uploads extends UploadIT {
        Uploads(SharedGateway.Running shared) {
            super(shared);
        }

        /** nginx sends a chunked body that is already there with its length. */
        @Override
        void aChunkedUploadStaysChunkedAndItsExtensionsAndTrailersEnd() {}
    }

    @Nested
    class CallersConnections extends CallersConnectionIT {
        CallersConnections(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Retries extends RetryIT {
        Retries(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class RetriedBodies extends RetryBodyIT {
        RetriedBodies(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Refreshes extends RefreshFaultIT {
        Refreshes(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Quotas extends QuotaIT {
        Quotas(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class Relay extends RelayIT {
        Relay(SharedGateway.Running shared) {
            super(shared);
        }

        /** Three replicas have three pools. */
        @Override
        void anAnswerWithoutABodyLeavesTheConnectionUsable(String answered, int status) {}

        /** Debian's nginx drops trailers. */
        @Override
        void trailersThatWereAnnouncedComeThrough() {}
    }

    @Nested
    class Access extends AccessIT {
        Access(SharedGateway.Running shared) {
            super(shared);
        }
    }

    @Nested
    class ControlHeaders extends ControlHeadersIT {
        ControlHeaders(SharedGateway.Running shared) {
            super(shared);
        }
    }
}
