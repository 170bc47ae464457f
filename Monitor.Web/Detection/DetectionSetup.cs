namespace Monitor.Web.Detection;

internal static class DetectionSetup
{
    public static void AddDetection(this WebApplicationBuilder builder)
    {
    }

    public static void MapDetection(this WebApplication app)
    {
    }
}
