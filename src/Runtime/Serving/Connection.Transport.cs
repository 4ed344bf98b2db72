using Gatehouse.Linux;
using Microsoft.Win32.SafeHandles;

namespace Gatehouse.Serving;

/// <content>The one place where a connection touches its socket, or the <see cref="Transport"/> before it.</content>
internal abstract partial class Connection
{
    private const int ClientGone = -2;

    // What is read of a file at a time where a transport has to see the bytes.
    private const int FilePiece = 16 * 1024;

    private Transport? transport;
    private bool isWatched;
    private bool watchesOutput;

    /// <summary>The socket's descriptor, for a transport that reads and writes it.</summary>
    internal int Descriptor => fd;

    /// <summary>Watches the socket, edge-triggered, for the connection's whole life.</summary>
    /// <param name="output">
    /// Whether its room for bytes is watched too. A connection does so once it had to wait for some: a new socket has room, which
    /// would wake the loop for nothing.
    /// </param>
    internal void WatchSocket(bool output)
    {
        const PollEvents Input = PollEvents.In | PollEvents.ReadHangUp | PollEvents.EdgeTriggered;
        PollEvents interest = output ? Input | PollEvents.Out : Input;
        if (isWatched) Loop.Rewatch(fd, interest);
        else Loop.Watch(fd, interest, this);
        isWatched = true;
        watchesOutput = output;
    }

    /// <summary>Receives bytes, and learns whether there are more.</summary>
    /// <returns>How many; 0 when the client sends no more; <see cref="Transport.Wait"/>; <see cref="ClientGone"/>.</returns>
    private unsafe int ReceiveSome(Span<byte> destination)
    {
        if (transport is not null) return ReceiveThrough(transport, destination);
        nint count;
        fixed (byte* pointer = destination) count = Libc.Recv(fd, pointer, (nuint)destination.Length, 0);
        if (count > 0)
        {
            owner.Counters.Received(count);

            // Less than was asked for: the socket is empty, and the next bytes make a new edge (epoll(7)). But the end of the
            // stream, once it was told, is told by no other edge.
            readable = count == destination.Length || hungUp;
            return (int)count;
        }

        readable = false;
        if (count == 0)
        {
            endOfInput = true;
            return 0;
        }

        return Errno.Last is Errno.EAGAIN or Errno.EINTR ? Transport.Wait : ClientGone;
    }

    private int ReceiveThrough(Transport carrier, Span<byte> destination)
    {
        try
        {
            int count = carrier.Receive(destination);
            readable = count > 0;
            endOfInput |= count == 0;
            owner.Counters.Received(Math.Max(count, 0));
            return count;
        }
        catch (IOException)
        {
            readable = false;
            return ClientGone;
        }
    }

    /// <summary>
    /// Sends three pieces, of which any may be empty, with one call. With <paramref name="more"/> others follow at once, so the
    /// kernel may wait with a packet that is not full (send(2), MSG_MORE).
    /// </summary>
    /// <returns>How many bytes were taken; <see cref="Transport.Wait"/>; <see cref="ClientGone"/>.</returns>
    private nint SendSome(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, bool more)
    {
        if (transport is not null) return SendThrough(transport, !first.IsEmpty ? first : !second.IsEmpty ? second : third);
        int flags = Libc.MSG_NOSIGNAL | (more ? Libc.MSG_MORE : 0);
        while (true)
        {
            nint sent = second.IsEmpty ? SendOne(first, flags) : SendAll(first, second, third, flags);
            if (sent >= 0)
            {
                owner.Counters.Sent(sent);
                return sent;
            }

            int error = Errno.Last;
            if (error == Errno.EAGAIN) return Transport.Wait;
            if (error != Errno.EINTR) return ClientGone;
        }
    }

    private unsafe nint SendOne(ReadOnlySpan<byte> data, int flags)
    {
        fixed (byte* pointer = data) return Libc.Send(fd, pointer, (nuint)data.Length, flags);
    }

    private unsafe nint SendAll(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, int flags)
    {
        Libc.IoVector* vectors = stackalloc Libc.IoVector[3];
        fixed (byte* one = first)
        fixed (byte* two = second)
        fixed (byte* three = third)
        {
            vectors[0] = new Libc.IoVector { Base = one, Length = (nuint)first.Length };
            vectors[1] = new Libc.IoVector { Base = two, Length = (nuint)second.Length };
            vectors[2] = new Libc.IoVector { Base = three, Length = (nuint)third.Length };
            var message = new Libc.MessageHeader { Vectors = vectors, VectorCount = 3 };
            return Libc.SendMsg(fd, &message, flags);
        }
    }

    /// <summary>Sends bytes of a file without bringing them into this process, where the socket is bare; sendfile(2).</summary>
    /// <returns>How many; 0 at the file's end; <see cref="Transport.Wait"/>; <see cref="ClientGone"/>.</returns>
    private unsafe nint SendFromFile(SafeFileHandle file, long offset, int count)
    {
        if (transport is not null)
        {
            int length = RandomAccess.Read(file, ReserveOutput(FilePiece)[..Math.Min(count, FilePiece)], offset);
            CommitOutput(length);
            return length;
        }

        while (true)
        {
            nint sent = Libc.SendFile(fd, (int)file.DangerousGetHandle(), &offset, (nuint)count);
            if (sent >= 0)
            {
                owner.Counters.Sent(sent);
                return sent;
            }

            int error = Errno.Last;
            if (error == Errno.EAGAIN) return Transport.Wait;
            if (error != Errno.EINTR) return ClientGone;
        }
    }

    /// <summary>Bytes that the kernel holds and the client has not acknowledged, or not read from a Unix socket.</summary>
    private unsafe int UntakenBytes()
    {
        int count = 0;
        return Libc.IoControl(fd, Libc.SIOCOUTQ, &count) < 0 ? 0 : count;
    }

    private nint SendThrough(Transport carrier, ReadOnlySpan<byte> data)
    {
        try
        {
            int sent = carrier.Send(data);
            owner.Counters.Sent(Math.Max(sent, 0));
            return sent;
        }
        catch (IOException)
        {
            return ClientGone;
        }
    }

    private void ShutdownWrite()
    {
        if (transport is null) _ = Libc.Shutdown(fd, Libc.SHUT_WR);
        else transport.ShutdownWrite();
    }

    private void CloseSocket(bool reset)
    {
        if (transport is null) CloseDescriptor(reset);
        else transport.Close(reset);
    }

    /// <summary>Closes the socket itself, for a transport that has said its own farewell.</summary>
    internal unsafe void CloseDescriptor(bool reset)
    {
        if (reset)
        {
            long onAndZeroSeconds = 1;
            _ = Libc.SetSockOpt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, &onAndZeroSeconds, sizeof(long));
        }

        Loop.Close(fd);
    }
}
