using System.Security.Cryptography;
using System.Text;
using Gatehouse.Runtime.Tests.Linux;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving;

/// <summary>Forms as browsers send them, from the wire to the handler.</summary>
public sealed class FormTests
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data; boundary=b";

    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(1_000_000);

    [Fact]
    public async Task FieldsComeInTheirOrder()
    {
        FormData? first = null;
        string answer = await PostAsync(UrlEncoded, "b=1&a=%C3%A9+x&b=2", async (request, response) =>
        {
            first = await request.ReadFormAsync();
            Assert.Same(first, await request.ReadFormAsync());
            response.Write($"{first["a"]}|{string.Join(',', first.Values("b"))}|{first["c"]}|{first.Values("c").Count}|");
            response.Write(string.Join(',', first.Fields.Select(field => field.Key)));
        });
        Assert.Equal("200 é x|1,2||0|b,a,b", answer);
        Assert.Empty(first!.Files);
    }

    [Fact]
    public async Task SmallFilesStayInMemoryAndLargeOnesGoToAFileWithoutAName()
    {
        using var directory = new TestDirectory();
        var options = new FormOptions { TemporaryDirectory = directory.Path };
        byte[] body = [.. Part("note", "hello"), .. Part("small", "tiny", "a.txt"), .. Part("large", Large, "../b.bin", "image/png"), .. End];
        await using ServingHost host = await ServingHost.StartAsync(async (request, response) =>
        {
            FormData form = await request.ReadFormAsync(options);
            FormFile small = form.File("small")!;
            FormFile large = form.File("large")!;
            Assert.Equal(("a.txt", null, 4L), (small.FileName, small.ContentType, small.Length));
            Assert.Equal(("../b.bin", "image/png", (long)Large.Length), (large.FileName, large.ContentType, large.Length));
            Assert.Empty(Directory.GetFileSystemEntries(directory.Path));
            Assert.Single(OpenFilesIn(directory.Path));
            for (int turn = 0; turn < 2; turn++)
            {
                var copy = new MemoryStream();
                await large.CopyToAsync(copy);
                Assert.Equal(Large, copy.ToArray());
            }

            using Stream stream = large.OpenRead();
            stream.Seek(-10, SeekOrigin.End);
            byte[] tail = new byte[20];
            Assert.Equal(10, stream.ReadAtLeast(tail, 20, throwOnEndOfStream: false));
            Assert.Equal(Large[^10..], tail[..10]);
            using var reader = new StreamReader(small.OpenRead());
            response.Write($"{form["note"]} {await reader.ReadToEndAsync()}");
        });
        using Wire wire = host.Connect();
        Send(wire, Multipart, body);
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 10", "");
        wire.ExpectRaw("hello tiny");
        ExpectNoOpenFilesIn(directory);
    }

    [Fact]
    public async Task AHandlerThatIsLeftBehindKeepsItsFilesUntilItEnds()
    {
        using var directory = new TestDirectory();
        var options = new FormOptions { TemporaryDirectory = directory.Path, MemoryThreshold = 0 };
        var read = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        var mayEnd = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var result = new TaskCompletionSource<string>();
        FormData? kept = null;
        await using ServingHost host = await ServingHost.StartAsync(async (request, _) =>
        {
            request.Aborted.Register(aborted.SetResult);
            kept = await request.ReadFormAsync(options);
            read.SetResult();
            await mayEnd.Task;
            using var reader = new StreamReader(kept.Files[0].OpenRead());
            result.SetResult(await reader.ReadToEndAsync());
        });
        using (Wire wire = host.Connect())
        {
            Send(wire, Multipart, [.. Part("f", "content", "f"), .. End]);
            await read.Task.WaitAsync(TimeSpan.FromSeconds(20));
            wire.Reset();
        }

        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Single(OpenFilesIn(directory.Path));
        mayEnd.SetResult();
        Assert.Equal("content", await result.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        ExpectNoOpenFilesIn(directory);

        // Closed by the engine: a finalizer would not have come for what is still held here.
        Assert.Throws<ObjectDisposedException>(() => kept!.Files[0].OpenRead().ReadByte());
    }

    [Fact]
    public async Task AFormThatFailsHalfWayLeavesNothing()
    {
        using var directory = new TestDirectory();
        var options = new FormOptions { TemporaryDirectory = directory.Path, MemoryThreshold = 0 };
        Assert.StartsWith("400 Bad form", await PostAsync(Multipart, [.. Part("f", "content", "f"), .. "--bad"u8], Read(options)));
        ExpectNoOpenFilesIn(directory);
    }

    [Fact]
    public async Task ManySmallFilesDoNotFillTheMemory()
    {
        using var directory = new TestDirectory();
        var options = new FormOptions { TemporaryDirectory = directory.Path, MemoryThreshold = 10 };
        byte[] body = [.. Enumerable.Range(0, 20).SelectMany(i => Part($"f{i}", new string('x', 10), "f")), .. End];
        string answer = await PostAsync(Multipart, body, async (request, response) =>
        {
            FormData form = await request.ReadFormAsync(options);
            response.Write($"{form.Files.Count} files, {OpenFilesIn(directory.Path).Count} on disk");
        });
        Assert.Equal("200 20 files, 4 on disk", answer);
    }

    [Fact]
    public async Task AFileIsSavedWhereThereIsNone()
    {
        using var directory = new TestDirectory();
        string path = directory.File("kept");
        string answer = await PostAsync(Multipart, [.. Part("f", Large, "f"), .. End], async (request, response) =>
        {
            FormFile file = (await request.ReadFormAsync()).Files[0];
            await file.SaveAsync(path);
            await Assert.ThrowsAsync<IOException>(() => file.SaveAsync(path).AsTask());
            await file.SaveAsync(path, overwrite: true);
            response.Write("saved");
        });
        Assert.Equal("200 saved", answer);
        Assert.Equal(Large, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task AFileInputThatWasLeftEmptyIsNoFile() =>
        Assert.Equal("200 a=1; b.txt:0", await PostAsync(Multipart, [.. Part("f", "", ""), .. Part("a", "1"), .. Part("g", "", "b.txt"), .. End], Read()));

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { "text/plain", "a=b", "415 A form is expected: multipart/form-data or application/x-www-form-urlencoded." },
        { "", "a=b", "415 A form is expected: multipart/form-data or application/x-www-form-urlencoded." },
        { UrlEncoded + "; charset=latin1", "a=b", "415 A form is expected in UTF-8." },
        { UrlEncoded, "a=%zz", "400 Bad form: bad percent-escape in a form." },
        { UrlEncoded, "a=1&b=2&c=3&d=4", "413 The form has more than 3 parts." },
        { UrlEncoded, "a=" + new string('x', 101), "413 Bad form: name or value of a form field too large." },
        { UrlEncoded, new string('x', 21) + "=", "413 Bad form: name or value of a form field too large." },
        { UrlEncoded, "a=" + new string('x', 90) + "&b=" + new string('y', 90), "413 The form's fields are over 150 bytes." },
        { "multipart/form-data", "", "400 Bad form: multipart/form-data without a valid boundary (RFC 2046 section 5.1.1)." },
        { "multipart/form-data; boundary=\"\"", "", "400 Bad form: multipart/form-data without a valid boundary (RFC 2046 section 5.1.1)." },
        { "multipart/form-data; boundary=b; boundary=c", "", "400 Bad form: multipart/form-data without a valid boundary (RFC 2046 section 5.1.1)." },
        { "multipart/mixed; boundary=b", "", "415 A form is expected: multipart/form-data or application/x-www-form-urlencoded." },
        { Multipart, "", "400 Bad form: the last boundary is missing (RFC 2046 section 5.1.1)." },
        { Multipart, Text(Part("a", "1")), "400 Bad form: the last boundary is missing (RFC 2046 section 5.1.1)." },
        { Multipart, "--b\r\nX: y\r\n\r\n", "400 Bad form: a part without one Content-Disposition: form-data with one name (RFC 7578 section 4.2)." },
        { Multipart, string.Concat(Enumerable.Repeat(Text(Part("a", "1")), 4)), "413 The form has more than 3 parts." },
        { Multipart, Text(Part("a", new string('x', 101))), "413 The form field 'a' is over 100 bytes." },
        { Multipart, Text(Part(new string('x', 21), "1")), "413 The form has a name of over 20 bytes." },
        { Multipart, Text(Part("a", new string('x', 90))) + Text(Part("b", new string('x', 90))) + "--b--", "413 The form's fields are over 150 bytes." },
        { Multipart, Text(Part("a", "1", new string('x', 160))), "413 The form's fields are over 150 bytes." },
        { Multipart, Text(Part("a", "1", new string('x', 200))), "413 Bad form: header fields of a part too large." },
        { Multipart, Text(Part("a", "1", null, "text/plain; charset=latin1")), "415 A form field has a charset other than UTF-8." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatIsNoFormOrTooLargeIsRefused(string type, string body, string answer) => Assert.Equal(answer, await PostAsync(
        type,
        Encoding.Latin1.GetBytes(body),
        Read(new FormOptions { MaxParts = 3, MaxNameBytes = 20, MaxValueBytes = 100, MaxFieldsBytes = 150, MaxPartHeaderBytes = 240 })));

    [Fact]
    public async Task SectionsComeOneByOneAndWhatIsLeftOfThemIsSkipped()
    {
        byte[] body =
        [
            .. Part("a", "é"), .. Part("skipped", Large, "x"), .. Part("half", Large, "y", "image/png"), .. Part("empty", "", "z"),
            .. Part("large", Large, "w"), .. End,
        ];
        string answer = await PostAsync(Multipart, body, async (request, response) =>
        {
            MultipartSection? before = null;
            await foreach (MultipartSection section in request.ReadMultipartAsync())
            {
                if (before is not null) await Assert.ThrowsAsync<InvalidOperationException>(() => before.Body.ReadAsync(new byte[1]).AsTask());
                before = section;
                response.Write($"{section.Name}:{section.FileName}:{section.ContentType}");
                switch (section.Name)
                {
                    case "a":
                        response.Write($"={await section.ReadTextAsync()}");
                        break;
                    case "half":
                        byte[] half = new byte[500_000];
                        await section.Body.ReadExactlyAsync(half);
                        Assert.Equal(Large[..500_000], half);
                        break;
                    case "empty" or "large":
                        var copy = new MemoryStream();
                        await section.Body.CopyToAsync(copy);
                        Assert.Equal(section.Name == "empty" ? [] : Large, copy.ToArray());
                        break;
                }

                response.Write(" ");
            }
        });
        Assert.Equal("200 a::=é skipped:x: half:y:image/png empty:z: large:w: ", answer);
    }

    [Fact]
    public async Task SectionsAreOfMultipartAndOfBoundedText()
    {
        TestHandler handler = async (request, response) =>
        {
            await foreach (MultipartSection section in request.ReadMultipartAsync(new() { MaxValueBytes = 3 }))
                response.Write(await section.ReadTextAsync());
        };
        Assert.Equal("415 A form is expected as multipart/form-data.", await PostAsync(UrlEncoded, "a=b", handler));
        Assert.Equal("413 The form field 'a' is over 3 bytes.", await PostAsync(Multipart, [.. Part("a", "1234"), .. End], handler));
        Assert.Equal("200 123", await PostAsync(Multipart, [.. Part("a", "123"), .. End], handler));
    }

    [Fact]
    public async Task AFormThatComesByteByByteIsTheSame()
    {
        await using ServingHost host = await ServingHost.StartAsync(Read());
        using Wire wire = host.Connect();
        byte[] body = [.. Part("a", "1"), .. Part("f", "\r\n--", "n"), .. End];
        wire.Send("POST / HTTP/1.1", "Host: test", $"Content-Type: {Multipart}", "Transfer-Encoding: chunked", "");
        foreach (byte b in body) wire.SendRaw([.. "1\r\n"u8, b, .. "\r\n"u8]);
        wire.SendRaw("0\r\n\r\n");
        wire.Expect("HTTP/1.1 200 OK", "Date: *", "Content-Length: 8", "");
        wire.ExpectRaw("a=1; n:4");
    }

    private static ReadOnlySpan<byte> End => "--b--\r\n"u8;

    /// <summary>Says what is in the form.</summary>
    private static TestHandler Read(FormOptions? options = null) => async (request, response) =>
    {
        FormData form = await request.ReadFormAsync(options);
        response.Write(string.Join("; ", [
            .. form.Fields.Select(field => $"{field.Key}={field.Value}"), .. form.Files.Select(file => $"{file.FileName}:{file.Length}")]));
    };

    private static byte[] Part(string name, string content, string? fileName = null, string? type = null) =>
        Part(name, Encoding.UTF8.GetBytes(content), fileName, type);

    private static byte[] Part(string name, byte[] content, string? fileName, string? type = null)
    {
        string head = $"--b\r\nContent-Disposition: form-data; name=\"{name}\"";
        if (fileName is not null) head += $"; filename=\"{fileName}\"";
        if (type is not null) head += $"\r\nContent-Type: {type}";
        return [.. Encoding.UTF8.GetBytes(head + "\r\n\r\n"), .. content, .. "\r\n"u8];
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static Task<string> PostAsync(string type, string body, TestHandler handler) => PostAsync(type, Encoding.UTF8.GetBytes(body), handler);

    private static async Task<string> PostAsync(string type, byte[] body, TestHandler handler)
    {
        await using ServingHost host = await ServingHost.StartAsync(handler);
        using Wire wire = host.Connect();
        Send(wire, type, body, "Connection: close");
        string answer = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(wire.ReadToEnd()));
        return $"{answer[9..12]} {answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].TrimEnd('\n')}";
    }

    private static void Send(Wire wire, string type, byte[] body, string connection = "Connection: keep-alive")
    {
        wire.Send("POST / HTTP/1.1", "Host: test", $"Content-Type: {type}", $"Content-Length: {body.Length}", connection, "");
        wire.SendRaw(body);
    }

    private static void ExpectNoOpenFilesIn(TestDirectory directory) =>
        Eventually.True(() => OpenFilesIn(directory.Path).Count == 0, () => "Still open: " + string.Join(", ", OpenFilesIn(directory.Path)));

    /// <summary>Files that this process has open below a directory, by the names that proc(5) gives them.</summary>
    private static List<string> OpenFilesIn(string directory) =>
    [
        .. Directory.GetFileSystemEntries("/proc/self/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget ?? "")
            .Where(target => target.StartsWith(directory + "/", StringComparison.Ordinal)),
    ];
}
