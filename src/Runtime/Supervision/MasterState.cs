namespace Gatehouse.Supervision;

/// <summary>Where the master is in its life.</summary>
internal enum MasterState : long
{
    None,

    /// <summary>No worker has been ready yet.</summary>
    Starting,

    Serving,

    /// <summary>A new generation is on its way.</summary>
    Reloading,

    /// <summary>Told to stop.</summary>
    Stopping,
}
