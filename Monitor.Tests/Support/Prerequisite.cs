namespace Monitor.Tests.Support;

/// <summary>A test of something that this machine lacks is skipped on a laptop and fails in CI. xunit 2 has no dynamic skip, so the attribute looks beforehand.</summary>
internal static class Prerequisite
{
    public static bool Required { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public static string? MissingProgram(params string[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/sbin");
        var missing = programs.Where(p => !folders.Any(f => File.Exists(Path.Combine(f, p)))).ToList();
        return missing.Count == 0 || Required ? null : $"Not installed here: {string.Join(", ", missing)}";
    }

    public static string? MissingRights() => Environment.IsPrivilegedProcess || Required ? null : "Only root may do what this test does";
}

/// <summary>A fact that needs programs which not every machine has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsFactAttribute : FactAttribute
{
    public NeedsFactAttribute(params string[] programs) => Skip = Prerequisite.MissingProgram(programs);
}

/// <summary>A fact that needs programs and the rights of root.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsRootFactAttribute : FactAttribute
{
    public NeedsRootFactAttribute(params string[] programs) => Skip = Prerequisite.MissingRights() ?? Prerequisite.MissingProgram(programs);
}

/// <summary>A theory that needs programs which not every machine has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NeedsTheoryAttribute : TheoryAttribute
{
    public NeedsTheoryAttribute(params string[] programs) => Skip = Prerequisite.MissingProgram(programs);
}
