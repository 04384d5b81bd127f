// SPDX-License-Identifier: Apache-2.0
package dev.sallyport.filters.call;

import dev.sallyport.filters.retry.ReplayBody;
import org.jspecify.annotations.Nullable;

/** The body of the caller's request: it comes over the wire once, and what must be sent again has been kept by someone. */
public final class CallerBody {

    private byte @Nullable [] held; // InjectCredentials
    private @Nullable ReplayBody replay; // RetryWithJitter
    private boolean taken; // SendUpstream, InjectCredentials
    private volatile boolean uploading; // SendUpstream
    private volatile boolean uploadBroken; // SendUpstream
    private long sentBytes; // SendUpstream

    /** The whole body, where some attempt had to hold it. */
    public byte @Nullable [] held() {
        return held;
    }

    public void hold(byte[] whole) {
        this.held = whole;
    }

    /** What keeps it for further attempts; null where there will be none. */
    public @Nullable ReplayBody replay() {
        return replay;
    }

    public void keepIn(ReplayBody kept) {
        this.replay = kept;
    }

    /** Whether some attempt began to read it from the wire. */
    public boolean isTaken() {
        return taken;
    }

    public void take() {
        this.taken = true;
    }

    /** Whether the attempt in progress still waits for the caller to send more. */
    public boolean isUploading() {
        return uploading;
    }

    public void uploading(boolean stillSending) {
        this.uploading = stillSending;
    }

    /** Whether the caller left within it, which ends the attempt by an error that looks like the upstream's. */
    public boolean isUploadBroken() {
        return uploadBroken;
    }

    public void uploadBroke() {
        this.uploadBroken = true;
    }

    public void countSent(int bytes) {
        sentBytes += bytes;
    }

    /** Bytes sent to the upstream by the last attempt. */
    long sentBytes() {
        return sentBytes;
    }

    void attemptBegins() {
        sentBytes = 0;
        uploading = false;
    }
}
