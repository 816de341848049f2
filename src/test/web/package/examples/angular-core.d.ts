// As much of Angular 17 and later as the example uses; Maven's repository has none that recent.
export interface Signal<T> {
  (): T;
}
export interface WritableSignal<T> extends Signal<T> {
  set(value: T): void;
}
export declare function signal<T>(initial: T): WritableSignal<T>;
export declare function computed<T>(compute: () => T): Signal<T>;
export declare function inject<T>(type: abstract new (...args: never[]) => T): T;
export declare function Injectable(): ClassDecorator;
export interface OnDestroy {
  ngOnDestroy(): void;
}
export declare class NgZone {
  run<T>(act: () => T): T;
  runOutsideAngular<T>(act: () => T): T;
}
