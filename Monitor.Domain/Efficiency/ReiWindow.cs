namespace Monitor.Domain.Efficiency;

/// <summary>Over which time an index is made.</summary>
public enum ReiWindow
{
    Hour,
    Day,
    Week,
    Month,
}

public static class ReiWindows
{
    public static IReadOnlyList<ReiWindow> All { get; } = Enum.GetValues<ReiWindow>();

    /// <summary>In hours; a month is 30 days.</summary>
    public static int Hours(this ReiWindow window) => window switch { ReiWindow.Hour => 1, ReiWindow.Day => 24, ReiWindow.Week => 168, _ => 720 };

    public static string Title(this ReiWindow window) => window switch { ReiWindow.Hour => "1 hour", ReiWindow.Day => "24 hours", ReiWindow.Week => "7 days", _ => "30 days" };
}
