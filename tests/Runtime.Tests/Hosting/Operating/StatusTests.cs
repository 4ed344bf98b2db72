using System.Text.Json;
using Gatehouse.Hosting.Operating;
using Xunit;

namespace Gatehouse.Runtime.Tests.Hosting.Operating;

/// <summary>A status as text and as JSON.</summary>
public sealed class StatusTests
{
    private static readonly TrafficStatus Traffic = new()
    {
        InFlight = 1,
        Connections = 2,
        Requests = 3,
        RequestsPerSecond = 4.5,
        Aborted = 6,
        TimedOut = 7,
        Accepted = 8,
        BytesReceived = 9,
        BytesSent = 10,
    };

    private static readonly ServiceStatus Sample = new()
    {
        Name = "shop",
        Pid = 100,
        State = "reloading",
        Generation = 2,
        Uptime = 90061,
        WorkersWanted = 2,
        WorkersReady = 1,
        Resident = 20 << 20,
        Traffic = Traffic with { RequestsPerSecond = null },
        Answers = [1, 2, 3, 4, 5],
        Reloads = 11,
        FailedReloads = 12,
        Restarts = 13,
        Successor = 200,
        Predecessor = 0,
        LastEvent = new EventStatus("reload abandoned:\nit \e[2Jsays \u202Eno", 61),
        Workers =
        [
            new()
            {
                Index = 0, Pid = 101, Generation = 2, State = "ready", Age = 5, Silence = 0.25, Resident = 10 << 20, Restarts = 1,
                LastReason = new EventStatus("exit code 9", 7), Request = new RequestStatus("GET", "/a\u0007b\u202E/é", 1.5), Traffic = Traffic,
            },
            new()
            {
                Index = 1, Pid = 0, Generation = 2, State = "waiting", Age = 5, Silence = 5, Resident = 0, Restarts = 3,
                LastReason = new EventStatus("the application says no", 0.5), Request = null, Traffic = Traffic with { RequestsPerSecond = null },
            },
        ],
    };

    [Fact]
    public void The_table_has_a_line_for_each_worker_and_obeys_no_client()
    {
        var output = new StringWriter { NewLine = "\n" };
        StatusTable.Write(output, Sample);
        Assert.Equal(
            """
            shop (pid 100): reloading, generation 2, up 1d 1h, 20.0M
            workers: 1/2 ready; requests: 3; connections: 2; reloads: 11, 12 abandoned; restarts: 13
            upgrade: process 200 is to follow this one
            last event: reload abandoned:?it ?[2Jsays ?no (1m 1s ago)

            WORKER  PID  GEN  STATE    IN FLIGHT  REQ/S  REQUESTS   AGE    RSS  RESTARTS  LAST REASON                         REQUEST
                 0  101    2  ready            1    4.5         3  5.0s  10.0M         1  exit code 9 (7.0s ago)              GET /a?b?/é 1.5s
                 1    -    2  waiting          1      -         3     -      -         3  the application says no (0.5s ago)

            """,
            output.ToString());
    }

    [Fact]
    public void JSON_has_everything_and_is_safe_to_print()
    {
        byte[] text = StatusJson.Write(Sample);
        Assert.All(text, b => Assert.True(b is (byte)'\n' or >= 0x20 and < 0x7f));
        ServiceStatus read = StatusJson.Read(text);
        Assert.Equivalent(Sample, read, strict: true);
        Assert.Equal(text, StatusJson.Write(read));
    }

    [Fact]
    public void JSON_of_another_version_is_refused_in_words()
    {
        Assert.Throws<FormatException>(() => StatusJson.Read("{\"name\": \"x\"}"u8.ToArray()));
        Assert.Throws<FormatException>(() => StatusJson.Read("[]"u8.ToArray()));
        Assert.ThrowsAny<JsonException>(() => StatusJson.Read("hello"u8.ToArray()));
    }

    [Theory]
    [InlineData(0.04, "0.0s")]
    [InlineData(9.96, "10.0s")]
    [InlineData(59.9, "59s")]
    [InlineData(60, "1m 0s")]
    [InlineData(3600, "1h 0m")]
    [InlineData(86400 * 3, "3d 0h")]
    public void Times_have_two_units(double seconds, string text) => Assert.Equal(text, StatusTable.Span(seconds));

    [Fact]
    public void It_says_why_it_is_not_ready()
    {
        Assert.True(Sample.IsReady);
        Assert.Equal("the service is stopping", (Sample with { State = "stopping" }).WhyNotReady);
        Assert.False((Sample with { State = "stopping" }).IsReady);
        Assert.Equal("no worker is ready; the last one: the application says no", (Sample with { WorkersReady = 0, Workers = [Sample.Workers[1]] }).WhyNotReady);
        Assert.Equal("no worker is ready", (Sample with { WorkersReady = 0, Workers = [], LastEvent = null }).WhyNotReady);
    }
}
