using System.Diagnostics.CodeAnalysis;

namespace Monitor.Web.Access.Account;

/// <summary>What the forms of the second factor bring back; what a form does not bring is empty, where the framework would have it null.</summary>
internal sealed class SecondFactorInput
{
    [AllowNull]
    public string Password { get; set => field = value ?? ""; } = "";

    /// <summary>That the password was right a moment ago.</summary>
    [AllowNull]
    public string Passed { get; set => field = value ?? ""; } = "";

    /// <summary>Which secret was shown.</summary>
    [AllowNull]
    public string Shown { get; set => field = value ?? ""; } = "";

    [AllowNull]
    public string Code { get; set => field = value ?? ""; } = "";
}
