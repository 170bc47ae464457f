namespace Monitor.Web.Access.Account;

/// <summary>What the forms of the second factor bring back.</summary>
internal sealed class SecondFactorInput
{
    public string Password { get; set; } = "";

    /// <summary>That the password was right a moment ago.</summary>
    public string Passed { get; set; } = "";

    /// <summary>Which secret was shown.</summary>
    public string Shown { get; set; } = "";

    public string Code { get; set; } = "";
}
