using System.Text.Json;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>What a server believes of a request.</summary>
/// <param name="Client">The client's address; null where it is not known.</param>
/// <param name="Scheme">The scheme.</param>
/// <param name="Host">The host.</param>
/// <param name="PathBase">The path prefix.</param>
/// <param name="Peer">The peer of the connection, as the server sees it.</param>
/// <param name="PeerIsTrusted">Whether that peer may speak for clients.</param>
internal sealed record Belief(string? Client, string Scheme, string Host, string PathBase, string Peer, bool PeerIsTrusted)
{
    /// <summary>Reads the server's answer; null where it is none.</summary>
    public static Belief? Read(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return new Belief(
                root.GetProperty("client").GetString(),
                root.GetProperty("scheme").GetString()!,
                root.GetProperty("host").GetString()!,
                root.GetProperty("pathBase").GetString()!,
                root.GetProperty("peer").GetString()!,
                root.GetProperty("peerIsTrusted").GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What differs from another belief, as text; empty where nothing does.</summary>
    public string DifferenceFrom(Belief honest)
    {
        string[] differences =
        [
            Client == honest.Client ? "" : $"client {Client ?? "unknown"}",
            Scheme == honest.Scheme ? "" : $"scheme {Scheme}",
            Host == honest.Host ? "" : $"host {Host}",
            PathBase == honest.PathBase ? "" : $"prefix {PathBase}",
        ];
        return string.Join(", ", differences.Where(text => text.Length > 0));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"client {Client ?? "unknown"}, scheme {Scheme}, host {Host}, prefix '{PathBase}'";
}
