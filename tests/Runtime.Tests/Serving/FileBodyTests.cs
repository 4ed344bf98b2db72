using Gatehouse.Runtime.Tests.Linux;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Bodies that lie in files.</summary>
public sealed class FileBodyTests : IDisposable
{
    private static readonly string[] Get = ["GET / HTTP/1.1", "Host: test", ""];

    private readonly string path = Path.Combine(Path.GetTempPath(), $"gh-{Guid.NewGuid():N}.bin");

    public void Dispose() => File.Delete(path);

    [Fact]
    public async Task SendsAPartOfAFileBehindWhatWasWritten()
    {
        using SafeFileHandle file = NewFile("0123456789"u8.ToArray());
        await using ServingHost host = await ServingHost.StartAsync(async (_, response) =>
        {
            response.ContentLength = 7;
            response.Write("<");
            await response.SendFileAsync(file, 3, 5);
            response.Write(">");
        });
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 7", "");
            wire.ExpectRaw("<34567>");
        }
    }

    [Fact]
    public async Task MakesAFileOneChunkWhenTheLengthOfTheAnswerIsNotKnown()
    {
        using SafeFileHandle file = NewFile("0123456789"u8.ToArray());
        await using ServingHost host = await ServingHost.StartAsync((_, response) => response.SendFileAsync(file, 0, 10));
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send(Get);
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Transfer-Encoding: chunked", "", "a", "0123456789", "0", "");
        }
    }

    [Fact]
    public async Task SendsNoBytesOfAFileToHead()
    {
        using SafeFileHandle file = NewFile("0123456789"u8.ToArray());
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.ContentLength = 10;
            return response.SendFileAsync(file, 0, 10);
        });
        using Wire wire = host.Connect();
        for (int i = 0; i < 2; i++)
        {
            wire.Send("HEAD / HTTP/1.1", "Host: test", "");
            wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 10", "");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SendsALargeFileToASlowClient(bool chunked)
    {
        byte[] content = new byte[(5 * 1024 * 1024) + 17];
        new Random(7).NextBytes(content);
        using SafeFileHandle file = NewFile(content);
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            if (!chunked) response.ContentLength = content.Length;
            return response.SendFileAsync(file, 0, content.Length);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {content.Length}", "");
        var received = new MemoryStream();
        while (received.Length < content.Length)
        {
            int size = chunked ? Convert.ToInt32(wire.ReadLine(), 16) : content.Length;
            received.Write(wire.Read(size));
            if (chunked) wire.Expect("");
        }

        if (chunked) wire.Expect("0", "");
        Assert.True(content.AsSpan().SequenceEqual(received.ToArray()));
    }

    [Fact]
    public async Task ResetsTheConnectionWhenTheFileIsShorterThanSaid()
    {
        using SafeFileHandle file = NewFile("0123456789"u8.ToArray());
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.ContentLength = 20;
            return response.SendFileAsync(file, 0, 20);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.ExpectReset();
        Assert.Contains("Error Error handling request GET / The file became shorter while it was sent.", host.Log);
    }

    [Fact]
    public async Task RefusesMoreOfAFileThanTheDeclaredLength()
    {
        using SafeFileHandle file = NewFile("0123456789"u8.ToArray());
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
        {
            response.ContentLength = 5;
            return response.SendFileAsync(file, 0, 10);
        });
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.ExpectReset();
    }

    [Fact]
    public async Task AnswersWithAWholeFileAndClosesIt()
    {
        NewFile("0123456789"u8.ToArray()).Dispose();
        await using ServingHost host = await ServingHost.StartAsync((_, response) =>
            CompilerServices.HandlerResult.WriteAsync(response, Response.OfFile(path, "text/css")));
        using Wire wire = host.Connect();
        wire.Send(Get);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 10", "Content-Type: text/css", "");
        wire.ExpectRaw("0123456789");
        Eventually.True(() => !Directory.GetFiles("/proc/self/fd").Any(IsOurs), () => "The file stays open.");

        bool IsOurs(string link)
        {
            try
            {
                return File.ResolveLinkTarget(link, false)?.FullName == path;
            }
            catch (IOException)
            {
                // Another test closed it meanwhile.
                return false;
            }
        }
    }

    private SafeFileHandle NewFile(byte[] content)
    {
        File.WriteAllBytes(path, content);
        return File.OpenHandle(path);
    }
}
