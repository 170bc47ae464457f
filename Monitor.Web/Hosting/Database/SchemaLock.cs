namespace Monitor.Web.Hosting;

/// <summary>The advisory lock of whoever changes the schema: one process at a time, however many start at once.</summary>
internal static class SchemaLock
{
    public const long Key = 0x4D6F6E69746F72;
}
