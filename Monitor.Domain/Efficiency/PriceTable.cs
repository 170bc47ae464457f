namespace Monitor.Domain.Efficiency;

/// <summary>What a month costs, in one currency: a vCPU, a GB of memory, a GB of disk. What is 0 is not counted.</summary>
public sealed record PriceTable(decimal Vcpu, decimal MemoryGb, decimal DiskGb, string Currency)
{
    public const int CurrencyLength = 8;

    /// <summary>Until somebody says better: about what a small virtual machine costs.</summary>
    public static PriceTable Usual { get; } = new(15, 4, 0.08m, "EUR");

    public bool IsValid => Vcpu is >= 0 and <= 100_000 && MemoryGb is >= 0 and <= 100_000 && DiskGb is >= 0 and <= 100_000
        && Currency is { Length: > 0 and <= CurrencyLength } && Currency.All(char.IsAsciiLetterUpper);

    /// <summary>A month of so much; of what is freed or added.</summary>
    public decimal Month(double vcpus, double memoryGb, double diskGb) =>
        decimal.Round((Vcpu * (decimal)vcpus) + (MemoryGb * (decimal)memoryGb) + (DiskGb * (decimal)diskGb), 2);
}
