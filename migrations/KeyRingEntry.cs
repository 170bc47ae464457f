namespace Monitor.Data;

/// <summary>One key of the data-protection ring, as XML whose secret part is encrypted; shared by all web nodes.</summary>
public sealed class KeyRingEntry
{
    public int Id { get; set; }

    public string FriendlyName { get; set; } = "";

    public required string Xml { get; set; }
}
