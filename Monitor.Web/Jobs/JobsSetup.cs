namespace Monitor.Web.Jobs;

internal static class JobsSetup
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
    }

    public static void MapJobs(this WebApplication app)
    {
    }
}
