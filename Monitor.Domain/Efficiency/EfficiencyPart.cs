namespace Monitor.Domain.Efficiency;

/// <summary>The parts of <see cref="EfficiencySettings"/>, in the order in which they are checked.</summary>
public enum EfficiencyPart
{
    Weights,
    Bands,
    Hours,
    Headroom,
    Prices,
    Network,
}
