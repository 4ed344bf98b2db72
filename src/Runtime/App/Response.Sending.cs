using Microsoft.Win32.SafeHandles;

namespace Gatehouse;

/// <content>What goes out before the handler is done.</content>
public sealed partial class Response
{
    /// <summary>Appends bytes to the body, and sends what has gathered once it is over 16 KiB. Waits while the client is slow.</summary>
    /// <param name="data">The bytes, copied.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="IOException">The client is gone.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        Write(data.Span);
        return exchange is not null && buffered > FlushThreshold ? exchange.FlushAsync(cancellationToken) : default;
    }

    /// <summary>
    /// Sends the head and what has gathered, and waits until the kernel took it. On a response that a handler made itself
    /// this does nothing: it is sent when it is returned.
    /// </summary>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="IOException">The client is gone.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => exchange?.FlushAsync(cancellationToken) ?? default;

    /// <summary>
    /// Sends the head and what has gathered, then a part of a file as the next bytes of the body, without bringing it into this
    /// process; sendfile(2). Waits while the client is slow. A disk that is slow holds up the loop, as it does in nginx.
    /// </summary>
    /// <param name="file">The file, open for reading; it stays open.</param>
    /// <param name="offset">First byte, from 0.</param>
    /// <param name="count">Bytes, from 0.</param>
    /// <param name="cancellationToken">Gives the wait up. What is half sent cannot be taken back: the connection is closed then.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <exception cref="InvalidOperationException">The response was made by the handler and is not yet sent, or declared a shorter body.</exception>
    /// <exception cref="IOException">The client is gone, or the file is shorter than said.</exception>
    public ValueTask SendFileAsync(SafeFileHandle file, long offset, long count, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Exchange.SendFileAsync(file, offset, count, cancellationToken);
    }

    /// <summary>
    /// Sends 103 (Early Hints) before the answer: what the client will need, while the handler still works (RFC 8297). Does
    /// nothing for an HTTP/1.0 client, which would take it for the answer.
    /// </summary>
    /// <param name="links">Values of Link fields, such as <c>&lt;/style.css&gt;; rel=preload; as=style</c> (RFC 8288).</param>
    /// <exception cref="ArgumentException">A value has a character that a header field cannot carry.</exception>
    /// <exception cref="InvalidOperationException">The head of the answer was already sent, or the handler made the response itself.</exception>
    /// <exception cref="IOException">The client is gone.</exception>
    public ValueTask SendEarlyHintsAsync(params IEnumerable<string> links)
    {
        ArgumentNullException.ThrowIfNull(links);
        var headers = new ResponseHeaders();
        foreach (string link in links) headers.Add("Link", link);
        return Exchange.SendInformationalAsync(103, headers, CancellationToken.None);
    }

    internal IExchange Exchange =>
        exchange ?? throw new InvalidOperationException("Only the response that the handler was given can send: this one is sent when it is returned.");
}
