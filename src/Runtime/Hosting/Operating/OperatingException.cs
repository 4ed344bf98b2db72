namespace Gatehouse.Hosting.Operating;

/// <summary>What was asked of a running server did not happen; the message says why.</summary>
internal sealed class OperatingException(string message) : Exception(message);
