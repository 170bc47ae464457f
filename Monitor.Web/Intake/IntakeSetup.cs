namespace Monitor.Web.Intake;

internal static class IntakeSetup
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
    }

    public static void MapIntake(this WebApplication app)
    {
    }
}
