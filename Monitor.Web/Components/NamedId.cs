namespace Monitor.Web.Components;

/// <summary>Something that can be chosen from a list: its id, and what people call it.</summary>
public sealed record NamedId(int Id, string Name);
