namespace Monitor.Domain.Forecasting.Predictions;

/// <summary>What follows from a sighting for the prediction of its fingerprint.</summary>
public enum PredictionMove
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is said for the first time: remember it, tell nobody.</summary>
    Begin,

    /// <summary>A candidate is not said any more: forget it.</summary>
    Drop,

    /// <summary>A candidate is said again, and by one who may be believed: tell people.</summary>
    Tell,

    /// <summary>It stands, with the newest figures.</summary>
    Keep,

    /// <summary>It stands, and is worse than was told.</summary>
    Worsen,

    /// <summary>It is not said this time; once is not enough to take it back.</summary>
    Doubt,

    /// <summary>It is not said any more.</summary>
    TakeBack,

    /// <summary>Its time is over, and it did not come.</summary>
    GiveUp,
}
