using System.Collections.Immutable;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>Says of each read of a header in one body the worst that becomes of it.</summary>
internal sealed class HeaderReadReport
{
    /// <summary>Property of a diagnostic: the fact that replaces the read; absent where none does.</summary>
    internal const string Replacement = "Replacement";

    /// <summary>Property of a diagnostic: present where the read is of a Gatehouse request.</summary>
    internal const string IsOwn = "IsOwn";

    private readonly OperationBlockAnalysisContext context;
    private readonly NginxFiles? nginx;
    private readonly HashSet<(string Id, TextSpan Span)> reported = [];

    private HeaderReadReport(NginxFiles? nginx, OperationBlockAnalysisContext context)
    {
        this.context = context;
        this.nginx = nginx;
    }

    public static void Of(IReadOnlyList<HeaderRead> reads, HeaderSources sources, NginxFiles? nginx, OperationBlockAnalysisContext context)
    {
        var report = new HeaderReadReport(nginx, context);
        var variables = new BlockVariables(context.OperationBlocks);
        foreach (HeaderRead read in reads.OrderBy(read => read.Location?.SourceSpan.Start ?? 0))
        {
            if (read.Location?.SourceTree is not { } tree) continue;
            AnalyzerConfigOptions options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(tree);
            HeaderRead known = sources.WithFact(read, options);

            // A header that says nothing of the client matters only where it is made to. Gatehouse lets nobody do so.
            if (known.Fact is null && known.IsOwn) continue;
            if (HeaderReaders.Include(read.Value ?? read.Function) || HeaderReaders.Include(context.OwningSymbol, options)) continue;
            report.Judge(known, ValueFlow.Of(known, variables));
        }
    }

    /// <summary>GH1001 for a read.</summary>
    public static Diagnostic Raw(HeaderRead read, DiagnosticSeverity severity) => Create(
        TrustRules.RawForwardedHeader, severity, read.Location, read, [], read.Header, AdviceFor(read));

    private static string AdviceFor(HeaderRead read) => (MemberFor(read), read.IsOwn) switch
    {
        (null, _) => "believe it only of a peer that you have checked",
        ({ } member, true) => $"use Request.{member}, which only a trusted proxy can change",
        ({ } member, false) =>
            $"use {(member == "RemoteIpAddress" ? "Connection" : "Request")}.{member} behind UseForwardedHeaders with the proxies you know",
    };

    private static string? MemberFor(HeaderRead read) => read.Fact switch
    {
        ForwardedFact.Address => read.IsOwn ? "ClientAddress" : "RemoteIpAddress",
        ForwardedFact.Scheme => "Scheme",
        ForwardedFact.Host => "Host",
        ForwardedFact.Prefix => "PathBase",
        _ => null,
    };

    private static Diagnostic Create(
        DiagnosticDescriptor rule,
        DiagnosticSeverity severity,
        Location? location,
        HeaderRead read,
        IEnumerable<Location> additional,
        params object[] arguments)
    {
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (read.IsOwn) properties = properties.Add(IsOwn, "");

        // X-Forwarded-Ssl says "on" where the scheme says "https": a replacement would compare wrongly.
        if (MemberFor(read) is { } member && !read.IsOneOfSeveral && !read.Header.EndsWith("Ssl", StringComparison.OrdinalIgnoreCase))
            properties = properties.Add(Replacement, member);
        return Diagnostic.Create(rule, location, severity, additional, properties, arguments);
    }

    private void Judge(HeaderRead read, IReadOnlyList<FlowEnd> ends)
    {
        // Whether the sender was checked is asked last: most headers end where nothing is wrong with it.
        var isReadChecked = new Lazy<bool>(() => read.Value is { } value && PeerCheck.Guards(value));
        bool isSaid = false;
        foreach (FlowEnd end in ends)
        {
            isSaid |= ReportCopies(read, end, isReadChecked);
            isSaid |= ReportDecision(read, end, isReadChecked);
        }

        if (read.Fact is null) return;
        List<FlowEnd> uses = [.. ends.Where(end => !FlowUses.IsQuestion(end))];
        DiagnosticSeverity severity = uses.Count > 0 && uses.TrueForAll(FlowUses.IsLogged) ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning;
        if (read.IsList) isSaid |= ReportLeftmost(read, uses, severity);
        if (isSaid || isReadChecked.Value || (ends.Count > 0 && ends.All(end => PeerCheck.Guards(end.Value)))) return;
        Report(Raw(read, severity));
    }

    private bool ReportCopies(HeaderRead read, FlowEnd end, Lazy<bool> isReadChecked)
    {
        bool isCopied = false;
        foreach (IAssignmentOperation assignment in CopiedFacts.Of(end, decides: read.Fact is not null))
        {
            // Host is where Request.Host is from.
            string? fact = CopiedFacts.FactOf(assignment);
            if (fact == "Request.Host" && read.Header.Equals("Host", StringComparison.OrdinalIgnoreCase)) continue;
            if (isReadChecked.Value || PeerCheck.Guards(end.Value) || PeerCheck.Guards(assignment)) continue;
            isCopied = true;
            Report(Create(
                HeaderReadRules.HandRolledProxyFix, DiagnosticSeverity.Warning, assignment.Syntax.GetLocation(), read, LocationsOf(read), read.Header, fact!));
        }

        return isCopied;
    }

    private bool ReportDecision(HeaderRead read, FlowEnd end, Lazy<bool> isReadChecked)
    {
        if (read.Fact is not { } fact || SecurityDecisions.Of(end, fact) is not { } decision) return false;
        if (isReadChecked.Value || PeerCheck.Guards(end.Value)) return false;
        Report(Create(
            HeaderReadRules.SecurityDecision,
            DiagnosticSeverity.Warning,
            SyntaxPlaces.Whole(decision),
            read,
            LocationsOf(read),
            read.Header,
            AdviceFor(read)));
        return true;
    }

    private bool ReportLeftmost(HeaderRead read, List<FlowEnd> ends, DiagnosticSeverity severity)
    {
        bool isTaken = false;
        foreach (IOperation leftmost in ends.Select(end => end.Leftmost).OfType<IOperation>().Distinct())
        {
            isTaken = true;

            // Where nginx appends there is nothing left to doubt.
            IReadOnlyList<Location> appenders = severity == DiagnosticSeverity.Warning && nginx is not null ? nginx.AppendersTo(read.Header) : [];
            Report(Create(
                HeaderReadRules.LeftmostEntry,
                appenders.Count > 0 ? DiagnosticSeverity.Error : severity,
                SyntaxPlaces.Whole(leftmost),
                read,
                [.. LocationsOf(read), .. appenders],
                read.Header,
                AdviceFor(read)));
        }

        return isTaken;
    }

    private static IEnumerable<Location> LocationsOf(HeaderRead read) => read.Location is { } location ? [location] : [];

    /// <summary>Two headers may meet in one place: the first one speaks for both.</summary>
    private void Report(Diagnostic diagnostic)
    {
        if (reported.Add((diagnostic.Id, diagnostic.Location.SourceSpan))) context.ReportDiagnostic(diagnostic);
    }
}
