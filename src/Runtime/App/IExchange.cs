using System.Security.Cryptography.X509Certificates;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <summary>
/// What a request and its response need from the connection that carries them. Implemented by the engine; safe to call
/// from any thread, one call at a time.
/// </summary>
internal interface IExchange
{
    /// <summary>Cancelled when the client is gone or the request was given up.</summary>
    CancellationToken Aborted { get; }

    /// <summary>Whether the request is HEAD, whose answer has no body (RFC 9110 section 9.3.2).</summary>
    bool IsHead { get; }

    /// <summary>Whether the caller is on the loop's thread, which must never block.</summary>
    bool OnLoopThread { get; }

    /// <summary>Cancelled when the worker begins to drain, for what may take long.</summary>
    CancellationToken Draining { get; }

    /// <summary>
    /// The request's deadline no longer applies, nor does it count as running: the answer goes on until the client or the server
    /// ends it.
    /// </summary>
    void OutliveDeadline();

    /// <summary>The certificate that the client showed in its TLS handshake; null without one.</summary>
    X509Certificate2? ClientCertificate { get; }

    /// <summary>What the PROXY header of the connection said; null on a listener that has none.</summary>
    ProxyProtocol? ProxyProtocol { get; }

    /// <summary>Reads body bytes; 0 at its end.</summary>
    ValueTask<int> ReadBodyAsync(Memory<byte> destination, CancellationToken cancellationToken);

    /// <summary>Reads the rest of the body as one piece, valid until the handler is done.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadWholeBodyAsync(CancellationToken cancellationToken);

    /// <summary>Sends the head, if it was not sent, and what the response has buffered. Completes when the kernel took it all.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Sends a 1xx response before the answer.</summary>
    ValueTask SendInformationalAsync(int status, ResponseHeaders headers, CancellationToken cancellationToken);

    /// <summary>As <see cref="FlushAsync"/>, then sends a part of a file as the next bytes of the body.</summary>
    ValueTask SendFileAsync(SafeFileHandle file, long offset, long count, CancellationToken cancellationToken);

    /// <summary>
    /// Answers 101 (Switching Protocols) with the response's headers. The stream carries raw bytes, from any thread, one read
    /// and one write at a time; a read gives 0 when the client sends no more. The handler's end closes the connection.
    /// </summary>
    ValueTask<Stream> UpgradeAsync(string protocol, CancellationToken cancellationToken);

    /// <summary>Takes the client for gone: ends the connection with a reset, and leaves the handler behind.</summary>
    void Abort();
}
