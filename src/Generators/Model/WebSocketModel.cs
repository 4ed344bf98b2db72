namespace Gatehouse.Generators.Model;

/// <summary>What a WebSocket route says. What is null or empty was not said, and is as the runtime has it.</summary>
internal sealed record WebSocketModel(
    EquatableArray<string> Subprotocols,
    EquatableArray<string> Origins,
    int? MaxMessageBytes,
    bool? Compression,
    double? PingInterval,
    double? PingTimeout)
{
    /// <summary>Seconds between pings where the route says nothing; as the attribute has it.</summary>
    public const double DefaultPingInterval = 30;

    /// <summary>Seconds that a client has to answer one where the route says nothing; as the attribute has it.</summary>
    public const double DefaultPingTimeout = 30;
}
