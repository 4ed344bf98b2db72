using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// GH1041, GH1042: compares the trust that an app declares, or the options of ASP.NET Core's middleware, with the nginx configuration
/// among the project's files.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeployFileAnalyzer : DiagnosticAnalyzer
{
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
        if (!NginxFiles.AreIn(context.Options)) return;

        // Read once a compilation, and only where the code believes something.
        AnalyzerOptions options = context.Options;
        var proxies = new Lazy<IReadOnlyList<NginxProxy>>(() => NginxFiles.Read(options));
        if (KnownTypes.From(context.Compilation) is { } known)
        {
            context.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (!known.IsApp(type)) return;
                    var build = BuildProperties.Read(symbol.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
                    if (BelievedByApp.Read(type, known, build, symbol.CancellationToken) is { } believed) Report(believed, proxies.Value, symbol.ReportDiagnostic);
                },
                SymbolKind.NamedType);
        }

        if (ForwardedOptionsTypes.From(context.Compilation) is not { } types) return;
        var reader = new BelievedByOptions(types, context.Compilation);
        ForwardedBlocks.Register(context, types, (block, values) =>
        {
            foreach (ForwardedOptions set in ForwardedOptionsReader.Read(types, values))
            {
                if (reader.Read(set, values) is { } believed) Report(believed, proxies.Value, block.ReportDiagnostic);
            }
        });
    }

    private static void Report(BelievedProxy believed, IReadOnlyList<NginxProxy> proxies, Action<Diagnostic> report)
    {
        foreach (Diagnostic found in proxies.SelectMany(proxy => ProxyComparison.Of(believed, proxy))) report(found);
    }
}
