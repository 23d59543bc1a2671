package io.headwater.cache.command;

/**
 * A circle, or a rectangle along the meridians, on a sphere of Earth's radius, and the cells that cover it, as Redis chooses them.
 *
 * @param width of the rectangle in units, or a negative number for a circle
 * @param height of the rectangle, or the circle's radius, in units
 * @param metersPerUnit what the units are
 */
record GeoShape(double longitude, double latitude, double width, double height, double metersPerUnit) {
    private static final double EARTH_RADIUS_METERS = 6372797.560856;
    private static final double MAX_METERS = 20037726.37;
    private static final double RADIANS = Math.PI / 180;

    boolean isCircle() {
        return width < 0;
    }

    /** Metres from the centre, or NaN if that is outside. */
    double distance(double toLongitude, double toLatitude) {
        if (isCircle()) {
            double distance = meters(longitude, latitude, toLongitude, toLatitude);
            return distance > height * metersPerUnit ? Double.NaN : distance;
        }
        double across = meters(toLongitude, toLatitude, longitude, toLatitude);
        double along = meters(toLongitude, toLatitude, toLongitude, latitude);
        if (across > width * metersPerUnit / 2 || along > height * metersPerUnit / 2) return Double.NaN;
        return meters(longitude, latitude, toLongitude, toLatitude);
    }

    /** Distance on the sphere by the haversine formula. */
    static double meters(double longitude1, double latitude1, double longitude2, double latitude2) {
        double lat1 = latitude1 * RADIANS;
        double lat2 = latitude2 * RADIANS;
        double u = StrictMath.sin((lat2 - lat1) / 2);
        double v = StrictMath.sin((longitude2 * RADIANS - longitude1 * RADIANS) / 2);
        return 2.0 * EARTH_RADIUS_METERS * StrictMath.asin(Math.sqrt(u * u + StrictMath.cos(lat1) * StrictMath.cos(lat2) * v * v));
    }

    /** The rectangle of degrees around the shape. */
    private GeoHash.Area bounds() {
        double halfHeight = metersPerUnit * (isCircle() ? height : height / 2);
        double halfWidth = metersPerUnit * (isCircle() ? height : width / 2);
        double latitudes = halfHeight / EARTH_RADIUS_METERS / RADIANS;
        double top = halfWidth / EARTH_RADIUS_METERS / StrictMath.cos((latitude + latitudes) * RADIANS) / RADIANS;
        double bottom = halfWidth / EARTH_RADIUS_METERS / StrictMath.cos((latitude - latitudes) * RADIANS) / RADIANS;
        double longitudes = latitude < 0 ? bottom : top;
        return new GeoHash.Area(longitude - longitudes, longitude + longitudes, latitude - latitudes, latitude + latitudes);
    }

    private double radiusMeters() {
        if (isCircle()) return height * metersPerUnit;
        return Math.sqrt(width / 2 * (width / 2) + height / 2 * (height / 2)) * metersPerUnit;
    }

    private int steps() {
        double meters = radiusMeters();
        if (meters == 0) return GeoHash.MAX_STEP;
        int steps = 1;
        for (; meters < MAX_METERS; meters *= 2) steps++;
        steps -= 2;
        // Cells get narrow towards the poles.
        if (latitude > 66 || latitude < -66) steps--;
        if (latitude > 80 || latitude < -80) steps--;
        return Math.clamp(steps, 1, GeoHash.MAX_STEP);
    }

    /** The cells to look into, in Redis's order: the centre's, then north, south, east, west and the corners; those without use are nowhere. */
    GeoHash[] cells() {
        GeoHash.Area bounds = bounds();
        int steps = steps();
        GeoHash center = GeoHash.of(longitude, latitude, steps);
        if (steps > 1 && reachesBeyondNeighbours(center, bounds)) center = GeoHash.of(longitude, latitude, --steps);
        GeoHash.Area area = center.area();
        boolean all = steps < 2;
        boolean north = all || area.maxLatitude() <= bounds.maxLatitude();
        boolean south = all || area.minLatitude() >= bounds.minLatitude();
        boolean east = all || area.maxLongitude() <= bounds.maxLongitude();
        boolean west = all || area.minLongitude() >= bounds.minLongitude();
        GeoHash nowhere = GeoHash.NOWHERE;
        return new GeoHash[] {
            center,
            north ? center.moved(0, 1) : nowhere,
            south ? center.moved(0, -1) : nowhere,
            east ? center.moved(1, 0) : nowhere,
            west ? center.moved(-1, 0) : nowhere,
            north && east ? center.moved(1, 1) : nowhere,
            north && west ? center.moved(-1, 1) : nowhere,
            south && east ? center.moved(1, -1) : nowhere,
            south && west ? center.moved(-1, -1) : nowhere
        };
    }

    private static boolean reachesBeyondNeighbours(GeoHash center, GeoHash.Area bounds) {
        return center.moved(0, 1).area().maxLatitude() < bounds.maxLatitude()
                || center.moved(0, -1).area().minLatitude() > bounds.minLatitude()
                || center.moved(1, 0).area().maxLongitude() < bounds.maxLongitude()
                || center.moved(-1, 0).area().minLongitude() > bounds.minLongitude();
    }
}
