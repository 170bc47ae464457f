namespace Monitor.Domain.Problems;

/// <summary>How bad a problem is, mildest first.</summary>
public enum Severity
{
    Info,
    Warning,
    Critical,
}
