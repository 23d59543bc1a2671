package io.headwater.restore.request;

/** What becomes of expiries. A key that was expired at the restored time is left out under every rule. */
public enum TtlRule {
    /** As they were: the same absolute times. What has expired since then is dropped by the target's clock. */
    KEEP,
    /** Later by the restore's distance: a key that had a minute to live at the restored time has a minute to live when the restore begins. */
    SHIFT,
    /** None: every key lives until it is deleted. */
    PERSIST
}
