namespace Monitor.Domain.Access;

/// <summary>What a person has beside the password: an app that shows codes. There is a row once a first code was right.</summary>
public sealed class SecondFactor
{
    public int UserId { get; set; }

    /// <summary>What the app knows, encrypted by the key ring.</summary>
    public required byte[] Secret { get; set; }

    public DateTimeOffset Since { get; set; }

    /// <summary>The period of the last code that was used: none counts twice.</summary>
    public long LastStep { get; set; }

    /// <summary><see cref="RecoveryCode.Hash"/> of those that are left.</summary>
    public required string[] RecoveryCodes { get; set; }
}
