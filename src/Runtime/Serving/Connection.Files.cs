using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Serving;

/// <content>Bodies that lie in files.</content>
internal abstract partial class Connection
{
    // What one call may send before other connections have their turn; nginx's sendfile_max_chunk.
    private const int MostOfFileAtOnce = 2 * 1024 * 1024;

    // What is counted as sent, but not yet with the kernel.
    private long fileUnsent;

    private bool IsFileUnderWay => fileUnsent > 0;

    /// <summary>Sends what the response has buffered, then a part of a file; on the loop's thread.</summary>
    /// <exception cref="IOException">The client is gone, or the file is shorter than said.</exception>
    public async ValueTask SendFileAsync(
        Exchange exchange, SafeFileHandle file, long offset, long count, CancellationToken cancellationToken)
    {
        BeginFlush(exchange, cancellationToken);
        Response response = exchange.Response;
        if (response.Pending.Length > CopiedBody || IsOutputBlocked)
        {
            await FlushSlowlyAsync(exchange, response.Pending, cancellationToken);
        }
        else
        {
            AppendBody(exchange, response.Pending.Span);
            response.ClearPending();
        }

        if (!CountBody(exchange, count))
        {
            if (!TrySend()) await WaitForOutputAsync(exchange, cancellationToken);
            return;
        }

        fileUnsent = count;
        for (long end = offset + count; offset < end;)
        {
            int piece = (int)Math.Min(end - offset, MostOfFileAtOnce);
            if (chunked) AppendChunkHeader(piece);
            await SendFilePieceAsync(exchange, file, offset, piece, cancellationToken);
            if (chunked) Append(Http.ChunkFraming.DataEnd);
            offset += piece;
            if (offset < end) await Task.Yield();
        }

        if (!TrySend()) await WaitForOutputAsync(exchange, cancellationToken);
    }

    private async ValueTask SendFilePieceAsync(
        Exchange exchange, SafeFileHandle file, long offset, int count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            // Another turn may have closed the connection: then the descriptor number is no longer ours.
            if (State == ConnectionState.Closed) throw new IOException("The client is gone.");
            if (IsOutputBlocked || !TrySend(more: true))
            {
                await WaitForOutputAsync(exchange, cancellationToken);
                continue;
            }

            nint sent = SendFromFile(file, offset, count);
            if (sent > 0)
            {
                offset += sent;
                count -= (int)sent;
                fileUnsent -= sent;
            }
            else if (sent == Transport.Wait)
            {
                BlockOutput();
            }
            else if (sent == 0)
            {
                throw new IOException("The file became shorter while it was sent.");
            }
            else
            {
                Abort();
            }
        }
    }
}
