package io.headwater.hub.role;

import io.headwater.schemas.HeadwaterException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How to log in at a target: {@code redis://[[USER]:PASSWORD@]HOST:PORT}, or the password in the environment, where no list of processes shows it.
 *
 * @param user null for the default user
 * @param password null if none is given
 */
public record TargetLogin(@Nullable String user, @Nullable String password) {
    /** The environment variable that holds the password. */
    public static final String PASSWORD = "HEADWATER_TARGET_PASSWORD";

    /**
     * Takes a URL apart.
     *
     * @param environment the value of {@link #PASSWORD}; null if it is not set
     * @throws HeadwaterException if there are two passwords
     */
    public static TargetLogin of(URI url, @Nullable String environment) {
        String userInfo = url.getUserInfo() == null ? "" : url.getUserInfo();
        int colon = userInfo.indexOf(':');
        if (environment != null && !environment.isEmpty()) {
            if (colon >= 0 && colon < userInfo.length() - 1) {
                throw new HeadwaterException(
                        "the target's password is in the URL and in " + PASSWORD, "give it in one of them", HeadwaterException.EXIT_USAGE);
            }
            String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
            return new TargetLogin(user.isEmpty() ? null : user, environment);
        }
        if (userInfo.isEmpty()) {
            return new TargetLogin(null, null);
        }
        return new TargetLogin(colon <= 0 ? null : userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }
}
