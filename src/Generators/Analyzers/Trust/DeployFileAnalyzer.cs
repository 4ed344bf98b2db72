using System.Collections.Immutable;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>
/// GH1041 to GH1043: compares the trust that an app declares, or the options of ASP.NET Core's middleware, with the nginx configuration
/// among the project's files.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeployFileAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Property of GH1041 and GH1042: the header that the nginx file should set; with <see cref="Value"/> or absent.</summary>
    internal const string Header = "Header";

    /// <summary>Property of GH1041 and GH1042: what the nginx file should set the header to; absent where nobody knows.</summary>
    internal const string Value = "Value";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(ProxyDeclarationRules.HeaderNotSet, ProxyDeclarationRules.ProxyMismatch, ProxyDeclarationRules.ForgeableHost);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (NginxFiles.In(context.Options) is not { } nginx) return;
        ImmutableArray<AdditionalText> files = context.Options.AdditionalFiles;
        var isForContainer = new Lazy<bool>(() => ProjectFiles.IsForContainer(files, CancellationToken.None));
        if (KnownTypes.From(context.Compilation) is { } known)
        {
            context.RegisterSymbolAction(
                symbol =>
                {
                    var type = (INamedTypeSymbol)symbol.Symbol;
                    if (!known.IsApp(type)) return;
                    var build = BuildProperties.Read(symbol.Options.AnalyzerConfigOptionsProvider.GlobalOptions);
                    if (BelievedByApp.Read(type, known, build, symbol.CancellationToken) is { } believed) Report(believed, symbol.ReportDiagnostic);
                },
                SymbolKind.NamedType);
        }

        if (ForwardedOptionsTypes.From(context.Compilation) is not { } types) return;
        var reader = new BelievedByOptions(types, context.Compilation, files);
        ForwardedBlocks.Register(context, types, (block, values) =>
        {
            foreach (ForwardedOptions set in ForwardedOptionsReader.Read(types, values))
            {
                if (reader.Read(set, values) is { } believed) Report(believed, block.ReportDiagnostic);
            }
        });

        void Report(BelievedProxy believed, Action<Diagnostic> report)
        {
            foreach (Diagnostic found in ProxyComparison.Of(believed, nginx, isForContainer)) report(found);
        }
    }
}
