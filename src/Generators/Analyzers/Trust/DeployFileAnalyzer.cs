using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1041, GH1042: compares the trust that an app declares with the nginx configuration among the project's files.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeployFileAnalyzer : DiagnosticAnalyzer
{
    private const string UnixPeers = "unix:";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ProxyDeclarationRules.HeaderNotSet, ProxyDeclarationRules.ProxyMismatch);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        AdditionalText[] files = [.. context.Options.AdditionalFiles.Where(file => NginxProxy.IsNamedSo(file.Path))];
        if (files.Length == 0 || KnownTypes.From(context.Compilation) is not { } known) return;

        // Read once a compilation, and only where an app asks.
        var proxies = new Lazy<IReadOnlyList<NginxProxy>>(() =>
        [
            .. files.Select(file => file.GetText() is { } text ? NginxProxy.Read(file.Path, text) : null).OfType<NginxProxy>(),
        ]);
        context.RegisterSymbolAction(symbol => Analyze(symbol, known, proxies), SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known, Lazy<IReadOnlyList<NginxProxy>> proxies)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!known.IsApp(type)) return;
        TrustModel trust = new TrustReader(known, new Problems(), context.CancellationToken).Read(type);
        var build = BuildProperties.Read(context.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
        EquatableArray<string> networks = build.TrustedProxies ?? trust.Networks;
        if (networks.Count == 0) return;
        int hops = build.SettingOf("proxyHops") is { } text && int.TryParse(text, out int set) ? set : trust.Hops;

        AttributeData? peers = type.GetAttributes().FirstOrDefault(attribute => KnownTypes.Is(attribute.AttributeClass, known.TrustedProxiesAttribute));
        AttributeData? headers = type.GetAttributes().FirstOrDefault(attribute => KnownTypes.Is(attribute.AttributeClass, known.ForwardedHeadersAttribute));
        Location? peersAt = peers is null ? Places.NameOf(type) : Places.Of(peers, context.CancellationToken);
        foreach (NginxProxy proxy in proxies.Value)
        {
            CheckPeers(context, proxy, networks, peersAt);
            foreach ((string header, string? property) in Believed(trust))
            {
                Location? place = headers is null ? peersAt
                    : property is not null && headers.NamedArguments.Any(argument => argument.Key == property) ? Places.OfArgument(headers, property, context.CancellationToken)
                    : Places.OfArgument(headers, 0, context.CancellationToken);
                CheckHeader(context, proxy, header, hops, place);
            }
        }
    }

    /// <summary>The headers that are believed, with the property that names each.</summary>
    private static IEnumerable<(string Header, string? Property)> Believed(TrustModel trust)
    {
        ForwardedField[] taken = [.. trust.Fields.Where(field => field.IsTaken)];
        if (!trust.IsStandard) return taken.Select(field => (field.Header, (string?)field.HeaderProperty));
        return taken.Length > 0 ? [("Forwarded", null)] : [];
    }

    private static void CheckHeader(SymbolAnalysisContext context, NginxProxy proxy, string header, int hops, Location? place)
    {
        foreach (NginxDirective pass in proxy.Passes)
        {
            if (NginxProxy.SetterOf(pass, header) is not { } setter)
            {
                if (proxy.MayIncludeHeaders(pass)) continue;
                context.ReportDiagnostic(Diagnostic.Create(
                    ProxyDeclarationRules.HeaderNotSet, place, [proxy.LocationOf(pass)], header, proxy.FileName, proxy.LineOf(pass)));
                return;
            }

            // Of several proxies the inner ones hand on what the outer one wrote.
            if (hops > 1 || setter.Words[2].IndexOf("$http_", StringComparison.OrdinalIgnoreCase) is not (>= 0 and var start)) continue;
            string value = setter.Words[2].Substring(start);
            Report(context, proxy, setter, place, $"it sets '{header}' to what the client sends ({value}), and with one proxy nobody else wrote that");
            return;
        }
    }

    private static void CheckPeers(SymbolAnalysisContext context, NginxProxy proxy, EquatableArray<string> networks, Location? place)
    {
        foreach (NginxDirective real in proxy.Of("set_real_ip_from"))
        {
            if (ProxyNetwork.Read(real.Words[1], isAddress: false)?.Width != NetworkWidth.Everybody) continue;
            Report(context, proxy, real, place, "nginx takes the client's address from whoever sends one");
            break;
        }

        if (proxy.UsesUnixSocket is not { } isUnix) return;
        if (isUnix && !networks.Contains(UnixPeers))
            Report(context, proxy, proxy.Passes[0], place, "nginx comes over a Unix socket, and \"unix:\" is not trusted, so that its headers are ignored");
        else if (!isUnix && networks.All(network => network == UnixPeers))
            Report(context, proxy, proxy.Passes[0], place, "nginx comes over TCP, and peers on a Unix socket alone are trusted, so that its headers are ignored");
    }

    private static void Report(SymbolAnalysisContext context, NginxProxy proxy, NginxDirective directive, Location? place, string reason) =>
        context.ReportDiagnostic(Diagnostic.Create(
            ProxyDeclarationRules.ProxyMismatch, place, [proxy.LocationOf(directive)], proxy.FileName, proxy.LineOf(directive), reason));
}
