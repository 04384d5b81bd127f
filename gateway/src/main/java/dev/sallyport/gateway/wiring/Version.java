// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.gateway.wiring;

/** The release that runs. */
public record Version(String number) {

    /** As the jar says; {@code dev} when started from classes. */
    static Version ofThisRelease() {
        String implementation = Version.class.getPackage().getImplementationVersion();
        return new Version(implementation == null ? "dev" : implementation);
    }

    /** The gateway's own {@code User-Agent}. */
    String agent() {
        return "Sallyport/" + number;
    }
}
