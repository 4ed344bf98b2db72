namespace Gatehouse.Supervision;

/// <summary>A hook did not let a worker start: one more reason for which a spawn fails, and treated as the others are.</summary>
internal sealed class SpawnRefusedException(string message, Exception inner) : IOException(message, inner);
