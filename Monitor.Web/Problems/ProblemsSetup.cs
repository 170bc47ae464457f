namespace Monitor.Web.Problems;

internal static class ProblemsSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
    }

    public static void MapProblems(this WebApplication app)
    {
    }
}
