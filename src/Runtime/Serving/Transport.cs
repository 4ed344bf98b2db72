using System.Security.Cryptography.X509Certificates;
using Gatehouse.Linux;

namespace Gatehouse.Serving;

/// <summary>
/// What stands between a connection and its socket, where the bytes on the wire are not the connection's own: TLS. A
/// connection without one talks to the socket itself. Used on the loop's thread only.
/// </summary>
internal abstract class Transport
{
    /// <summary>What <see cref="Receive"/> and <see cref="Send"/> return when nothing can be done before <see cref="Connection.OnTransportReady"/>.</summary>
    public const int Wait = -1;

    /// <summary>The scheme that the client uses, before a trusted proxy says otherwise.</summary>
    public virtual string Scheme => "http";

    /// <summary>The client's certificate, already checked; null where it showed none.</summary>
    public virtual X509Certificate2? ClientCertificate => null;

    /// <summary>The connection begins: watches what has to be watched, and may set a deadline of its own.</summary>
    public abstract void Open(Connection connection);

    /// <summary>The socket is ready. Calls <see cref="Connection.OnTransportReady"/> when the connection can go on.</summary>
    public abstract void OnReady(PollEvents events);

    /// <summary>Takes received bytes.</summary>
    /// <returns>How many; 0 when the client sends no more; <see cref="Wait"/> when there are none now.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Receive(Span<byte> destination);

    /// <summary>Takes bytes to send.</summary>
    /// <returns>How many were taken; <see cref="Wait"/> when none can be now.</returns>
    /// <exception cref="IOException">The connection is broken.</exception>
    public abstract int Send(ReadOnlySpan<byte> data);

    /// <summary>Sends no more; the client's bytes are still received (RFC 9112 section 9.6).</summary>
    public abstract void ShutdownWrite();

    /// <summary>Closes the socket.</summary>
    /// <param name="reset">With a reset, so that what was cut off cannot pass for whole.</param>
    public abstract void Close(bool reset);
}
