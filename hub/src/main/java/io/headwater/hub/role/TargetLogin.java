package io.headwater.hub.role;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a target's URL says about the login, {@code redis://[[USER]:PASSWORD@]HOST:PORT}.
 *
 * @param user null for the default user
 * @param password null if none is given
 */
public record TargetLogin(@Nullable String user, @Nullable String password) {
    /** Takes a URL apart. */
    public static TargetLogin of(URI url) {
        String userInfo = url.getUserInfo();
        if (userInfo == null) {
            return new TargetLogin(null, null);
        }
        int colon = userInfo.indexOf(':');
        return new TargetLogin(colon <= 0 ? null : userInfo.substring(0, colon), userInfo.substring(colon + 1));
    }
}
