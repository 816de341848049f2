// For Angular 17 and later; provide it in the component that shows the section, so that both end together:
//   @Component({ providers: [SectionService], template: `@for (table of section.tables(); track table.id) { … }` })
//   export class FloorPlan { section = inject(SectionService); constructor() { this.section.watch(sectionId); } }
import { computed, inject, Injectable, NgZone, OnDestroy, signal } from "@angular/core";
import { Problem, SectionState, Status, WatchedSection, watchSection } from "@mesaya/realtime-client";
import { AuthService } from "./auth.service";
import { environment } from "./environment";

@Injectable()
export class SectionService implements OnDestroy {
  readonly state = signal<SectionState | undefined>(undefined);
  readonly status = signal<Status>("connecting");
  /** What went wrong last, until it is live again. */
  readonly error = signal<Problem | undefined>(undefined);
  readonly tables = computed(() => [...(this.state()?.tables.values() ?? [])]);

  private readonly auth = inject(AuthService);
  private readonly zone = inject(NgZone);
  private section?: WatchedSection;

  watch(sectionId: string): void {
    this.section?.close();
    // Pings and timers needn't make Angular look for changes.
    this.zone.runOutsideAngular(() => {
      const section = watchSection({ url: environment.realtimeUrl, sectionId, getToken: () => this.auth.freshToken() });
      section.on("change", () => this.zone.run(() => this.state.set(section.state)));
      section.on("error", (error) => this.zone.run(() => this.error.set(error)));
      section.on("status", (status) =>
        this.zone.run(() => {
          this.status.set(status);
          if (status === "live") {
            this.error.set(undefined);
          }
        }),
      );
      this.section = section;
    });
  }

  ngOnDestroy(): void {
    this.section?.close();
  }
}
